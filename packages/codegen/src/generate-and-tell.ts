// SPDX-License-Identifier: Apache-2.0
// One run of the generator for a person at a terminal.
import { CodegenError } from './codegen-error.js';
import { type GenerateOptions, generate } from './generate.js';

/** False when there was an error, which is then told on standard error. */
export async function generateAndTell(options: GenerateOptions): Promise<boolean> {
  try {
    const { files, written } = await generate(options);
    for (const file of written) console.log(`wrote ${options.outDir}/${file}`);
    const same = files.length - written.length;
    if (same > 0) console.log(`${same} ${same === 1 ? 'file was' : 'files were'} up to date`);
    return true;
  } catch (error) {
    if (!(error instanceof CodegenError)) throw error;
    console.error(error.message);
    return false;
  }
}

// SPDX-License-Identifier: Apache-2.0
// The code generator: `.proto` → TypeScript.
export { CodegenError, type CodegenErrorCode, type SourcePlace } from './codegen-error.js';
export { addGenerateCommand } from './command.js';
export { type GenerateOptions, type GenerateResult, generate } from './generate.js';
export type { Int64Mode } from './model/scalars.js';

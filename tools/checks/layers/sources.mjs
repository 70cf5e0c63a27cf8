// SPDX-License-Identifier: Apache-2.0
// The sources of a package and what each imports, read with the parser of TypeScript.
import { posix } from 'node:path';
import ts from 'typescript';
import { readText } from '../lib/tracked-files.mjs';

const code = /\.(ts|tsx|mts|cts|js|mjs|cjs)$/;

/**
 * `{ path, shipped, imports: [{ specifier, line, typeOnly, target }] }` of every source. `shipped` is what is published;
 * `target` is the file, of the same list, that a relative import means.
 */
export function readSources(root, { folder }, files) {
  const paths = files.filter((path) => path.startsWith(`${folder}/`) && code.test(path));
  const known = new Set(paths);
  return paths.map((path) => ({
    path,
    shipped: path.startsWith(`${folder}/src/`) && !/\.(spec|bench)\.\w+$/.test(path),
    imports: importsOf(path, readText(root, path)).map((found) => ({
      ...found,
      target: resolveRelative(path, found.specifier, known),
    })),
  }));
}

function importsOf(path, text) {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false);
  const imports = [];
  const visit = (node) => {
    const found = importOf(node);
    if (found !== undefined) {
      const line = file.getLineAndCharacterOfPosition(ts.skipTrivia(text, node.pos)).line + 1;
      imports.push({ ...found, line });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return imports;
}

function importOf(node) {
  if (ts.isImportDeclaration(node))
    return { specifier: node.moduleSpecifier.text, typeOnly: isTypeImport(node) };
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return { specifier: node.moduleSpecifier.text, typeOnly: node.isTypeOnly };
  }
  if (ts.isImportTypeNode(node)) return { specifier: node.argument.literal.text, typeOnly: true };
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
    return { specifier: node.moduleReference.expression.text, typeOnly: node.isTypeOnly };
  }
  if (isImportCall(node)) return { specifier: node.arguments[0].text, typeOnly: false };
  return undefined;
}

function isTypeImport({ importClause }) {
  if (importClause === undefined) return false;
  if (importClause.isTypeOnly) return true;
  const { name, namedBindings } = importClause;
  if (name !== undefined || namedBindings === undefined || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.length > 0 && namedBindings.elements.every((element) => element.isTypeOnly);
}

/** `import('x')` and `require('x')` of a fixed text; what is computed names no package. */
function isImportCall(node) {
  if (!ts.isCallExpression(node) || node.arguments.length === 0) return false;
  if (!ts.isStringLiteralLike(node.arguments[0])) return false;
  const { expression } = node;
  return (
    expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(expression) && expression.text === 'require')
  );
}

function resolveRelative(from, specifier, known) {
  if (!specifier.startsWith('.')) return undefined;
  const path = posix.join(posix.dirname(from), specifier);
  const stem = path.replace(/\.[cm]?jsx?$/, '');
  const candidates = [path, ...['.ts', '.tsx', '.mts', '/index.ts'].map((ending) => stem + ending)];
  return candidates.find((candidate) => known.has(candidate)) ?? path;
}

// The mistake this prevents: a name that says nothing. A Manager, a utils.ts, an index.ts below
// the first: each is where things go that nobody placed, and what has no name has no TSDoc either.
import { basename, relative } from 'node:path'
import ts from 'typescript'
import { at, nodes, parse } from './syntax.ts'
import { files } from './workspace.ts'

export const title: string = 'names say something, and every export explains itself'

/** Identifiers that may not be declared. */
const bannedNames: readonly RegExp[] = [
  /(Manager|Util|Utils|Impl|Helper|Helpers)$/,
  /^(Base|Abstract)[A-Z]/,
  /^(manager|util|utils|helper|helpers)$/i,
]
/** The prefix of an interface that says it is one. */
const bannedInterface = /^I[A-Z][a-z]/
const bannedFile = /(^|[-.])(manager|utils?|helpers?|impl|misc|types)\.ts$|^(base|abstract)[-.]/

export async function check(root: string): Promise<string[]> {
  return files(root, '{packages,examples,scripts}/**/*.ts').flatMap((file) => {
    const path = relative(root, file)
    const source = parse(file)
    const ofPackage = /^packages\/[^/]+\/src\//.test(path)
    return [
      ...(bannedFile.test(basename(file)) ? [`${path}:1: the file's name says nothing`] : []),
      ...(/\/src\/.+\/index\.ts$/.test(path) ? [`${path}:1: no index.ts below src/index.ts`] : []),
      ...[...nodes(source)].flatMap((node) => badName(root, node)),
      ...(ofPackage ? source.statements.flatMap((one) => badExport(root, one)) : []),
    ]
  })
}

function badName(root: string, node: ts.Node): string[] {
  if (!isDeclared(node) || !node.name || !ts.isIdentifier(node.name)) return []
  const { text } = node.name
  const isBanned =
    bannedNames.some((banned) => banned.test(text)) ||
    (ts.isInterfaceDeclaration(node) && bannedInterface.test(text))
  return isBanned ? [`${at(root, node.name)}: '${text}' says nothing; name what it is or does`] : []
}

function isDeclared(node: ts.Node): node is ts.NamedDeclaration & { readonly name?: ts.Node } {
  return (
    ts.isVariableDeclaration(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isMethodSignature(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isPropertySignature(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isTypeParameterDeclaration(node)
  )
}

function badExport(root: string, node: ts.Statement): string[] {
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : []
  const has = (kind: ts.SyntaxKind): boolean => modifiers.some((one) => one.kind === kind)
  const isDefault = ts.isExportAssignment(node) || has(ts.SyntaxKind.DefaultKeyword)
  if (isDefault) return [`${at(root, node)}: a default export; give it a name`]
  if (!has(ts.SyntaxKind.ExportKeyword) || isOverload(node)) return []
  return ts.getJSDocCommentsAndTags(node).length > 0
    ? []
    : [`${at(root, node)}: the export has no TSDoc`]
}

// The first of several signatures speaks for all.
function isOverload(node: ts.Statement): boolean {
  const { statements } = node.getSourceFile()
  const before = statements[statements.indexOf(node) - 1]
  return (
    ts.isFunctionDeclaration(node) &&
    before !== undefined &&
    ts.isFunctionDeclaration(before) &&
    before.name?.text === node.name?.text
  )
}

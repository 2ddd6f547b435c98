import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import ts from 'typescript'
import { nodes } from './syntax.ts'
import { entries, files, type Package } from './workspace.ts'

/** The public surface of a package as text, and the declarations that could not be written. */
export interface Surface {
  readonly text: string
  readonly problems: readonly string[]
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  allowImportingTsExtensions: true,
  isolatedDeclarations: true,
  declaration: true,
  noLib: true,
  types: [],
}

/**
 * Everything that the package's entry points give away, in the order in which they do: each
 * declaration once, under the first entry point that exports it; at the end what none exports and
 * those speak of. Read from the sources, so that it says how a file is written, not bundled.
 */
export function surface(root: string, one: Package): Surface {
  const declared = new Map<string, string>()
  const problems: string[] = []
  for (const fileName of files(one.folder, 'src/**/*.ts')) {
    const { outputText, diagnostics = [] } = ts.transpileDeclaration(
      readFileSync(fileName, 'utf8'),
      { fileName, compilerOptions: options, reportDiagnostics: true },
    )
    declared.set(fileName.replace(/\.ts$/, '.d.ts'), outputText)
    for (const { file, start = 0, messageText } of diagnostics) {
      const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1
      const text = ts.flattenDiagnosticMessageText(messageText, ' ')
      problems.push(`${relative(root, fileName)}:${line}: ${text}`)
    }
  }
  return { text: render(one, declarationProgram(declared)), problems }
}

/** A program of declarations that are nowhere but in memory. */
function declarationProgram(declared: ReadonlyMap<string, string>): ts.Program {
  const host = ts.createCompilerHost(options)
  host.fileExists = (file) => declared.has(file)
  host.readFile = (file) => declared.get(file)
  host.getSourceFile = (file, language) =>
    declared.has(file)
      ? ts.createSourceFile(file, declared.get(file) ?? '', language, true)
      : undefined
  return ts.createProgram([...declared.keys()], options, host)
}

function render(one: Package, program: ts.Program): string {
  const checker = program.getTypeChecker()
  const homes = new Map<ts.Symbol, string>()
  const parts = [`// The public surface of ${one.manifest.name}, by entry point.`]
  const spokenOf = new Set<ts.Symbol>()
  for (const { specifier, file } of entries(one)) {
    parts.push(`// ${specifier}`)
    const source = program.getSourceFile(file.replace(/\.ts$/, '.d.ts'))
    const module = source && checker.getSymbolAtLocation(source)
    for (const exported of module ? checker.getExportsOfModule(module) : []) {
      const symbol = original(checker, exported)
      parts.push(...exportOf(checker, exported, symbol, homes))
      if (statementsOf(symbol).length > 0 && !homes.has(symbol)) homes.set(symbol, specifier)
      for (const other of references(checker, symbol)) spokenOf.add(other)
    }
  }
  // A set that grows while it is walked: what these speak of comes after them.
  const hidden = new Set([...spokenOf].filter((symbol) => !homes.has(symbol)))
  for (const symbol of hidden)
    for (const other of references(checker, symbol)) if (!homes.has(other)) hidden.add(other)
  if (hidden.size > 0) parts.push('// exported nowhere, but spoken of above')
  parts.push(...[...hidden].flatMap(declarationsOf))
  return `${parts.join('\n\n')}\n`
}

function original(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

/** An export in full the first time, and from then on by where it was. */
function exportOf(
  checker: ts.TypeChecker,
  exported: ts.Symbol,
  symbol: ts.Symbol,
  homes: ReadonlyMap<ts.Symbol, string>,
): string[] {
  const { name } = exported
  const home = homes.get(symbol) ?? otherPackage(checker, exported)
  const renamed = symbol.name === name ? name : `${symbol.name} as ${name}`
  if (home !== undefined) return [`export { ${name} } from '${home}';`]
  return [...declarationsOf(symbol), ...(renamed === name ? [] : [`export { ${renamed} };`])]
}

/** The other package that a name comes from, through whichever of our files. */
function otherPackage(checker: ts.TypeChecker, name: ts.Symbol): string | undefined {
  const [declaration] = name.declarations ?? []
  const statement = declaration && ts.findAncestor(declaration, hasSpecifier)
  const from = statement?.moduleSpecifier?.getText().slice(1, -1)
  if (from !== undefined && !from.startsWith('.')) return from
  const next =
    name.flags & ts.SymbolFlags.Alias ? checker.getImmediateAliasedSymbol(name) : undefined
  return next && otherPackage(checker, next)
}

function hasSpecifier(node: ts.Node): node is ts.ImportDeclaration | ts.ExportDeclaration {
  return ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
}

function statementsOf(symbol: ts.Symbol): ts.Statement[] {
  const statements = (symbol.declarations ?? []).flatMap((declaration) => {
    const isVariable = ts.isVariableDeclaration(declaration)
    const statement = isVariable ? declaration.parent.parent : declaration
    return ts.isSourceFile(statement.parent) ? [statement as ts.Statement] : []
  })
  return [...new Set(statements)].filter((statement) => !ts.isImportDeclaration(statement))
}

// Without the examples, which are checked elsewhere and promise nothing.
const example = /\n *\*(?: *\n *\*)? @example\b[\s\S]*?(?=\n *\*(?: *\n *\*)? @\w|\n? *\*\/)/g

function declarationsOf(symbol: ts.Symbol): string[] {
  return statementsOf(symbol).map((one) => one.getFullText().replace(example, '').trim())
}

/** The declarations that a symbol's own speak of, in their order. */
function references(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol[] {
  return statementsOf(symbol)
    .flatMap((statement) => [...nodes(statement)])
    .filter(ts.isIdentifier)
    .map((name) => checker.getSymbolAtLocation(name))
    .filter((found) => found !== undefined)
    .map((found) => original(checker, found))
    .filter((found) => found !== symbol && statementsOf(found).length > 0)
}

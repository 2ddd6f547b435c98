import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import ts from 'typescript'

/** A TypeScript file as a syntax tree. */
export function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
}

/** Every node of a tree, parents first. */
export function* nodes(node: ts.Node): Generator<ts.Node> {
  yield node
  const children: ts.Node[] = []
  ts.forEachChild(node, (child) => void children.push(child))
  for (const child of children) yield* nodes(child)
}

/** One import of a file: a statement, a re-export, an `import()` or an `import('…')` type. */
export interface Import {
  readonly file: string
  readonly specifier: string
  readonly node: ts.Node
  /** The names it takes; none where it takes the whole module. */
  readonly names: readonly string[]
  /** Whether nothing of it is left at run time. */
  readonly typeOnly: boolean
}

/** What a file imports, in its order. */
export function imports(source: ts.SourceFile): Import[] {
  return [...nodes(source)].flatMap((node) => {
    const [from, typeOnly] = importedBy(node)
    return from && ts.isStringLiteralLike(from)
      ? [{ file: source.fileName, specifier: from.text, node, names: namesIn(node), typeOnly }]
      : []
  })
}

function importedBy(node: ts.Node): [from: ts.Node | undefined, typeOnly: boolean] {
  if (ts.isImportDeclaration(node)) {
    const { moduleSpecifier, importClause } = node
    return [moduleSpecifier, importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword]
  }
  if (ts.isExportDeclaration(node)) return [node.moduleSpecifier, node.isTypeOnly]
  if (ts.isImportTypeNode(node)) return [node.argument.getChildAt(0), true]
  const isCall = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
  return [isCall ? node.arguments[0] : undefined, false]
}

function namesIn(node: ts.Node): string[] {
  const clause = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : undefined
  return clause && ts.isNamedImports(clause)
    ? clause.elements.map(({ name, propertyName }) => (propertyName ?? name).text)
    : []
}

/** The package that a bare specifier names: `@scope/name` or `name`. */
export function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

/** `path:line`, relative to the root, for a finding. */
export function at(root: string, node: ts.Node): string {
  const source = node.getSourceFile()
  const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
  return `${relative(root, source.fileName)}:${line + 1}`
}

/**
 * Whether a `//` comment gives a reason for a node: at the end of its first line, or alone on the
 * lines directly above. With `opening`, the comment must begin with it.
 */
export function reasonAt(node: ts.Node, opening = ''): boolean {
  const source = node.getSourceFile()
  const lines = source.text.split('\n')
  const { line } = source.getLineAndCharacterOfPosition(node.getStart(source))
  const says = (text: string | undefined): boolean =>
    new RegExp(`(^|\\s)//\\s+${opening}\\S+(\\s+\\S+)+`).test(text ?? '')
  const above = lines.slice(0, line).findLastIndex((text) => !/^\s*\/\//.test(text)) + 1
  return says(lines[line]) || lines.slice(above, line).some(says)
}

// The mistake this prevents: a test that passes until midnight. Whatever reads the time, draws
// chance or waits by itself cannot be told what to do, so that its edges are never tested. Time,
// chance and waiting are arguments; only the seams touch the real ones.
import { relative } from 'node:path'
import ts from 'typescript'
import { at, imports, nodes, parse, reasonAt } from './syntax.ts'
import { files } from './workspace.ts'

export const title: string = 'time, chance and waiting come in as arguments'

/** The seams, and the tests that hold them to the real thing. */
const seam = /^packages\/core\/(src|test)\/(clock|random|timers|next-turn)(\.test)?\.ts$/

/** Globals, and the members of globals, that nobody else may name. */
const banned = new Set([
  ...['setTimeout', 'setInterval', 'setImmediate'],
  ...['Date.now', 'performance.now', 'process.hrtime', 'process.uptime', 'AbortSignal.timeout'],
  ...['Math.random', 'crypto.randomUUID', 'crypto.getRandomValues'],
])
/** The same by import. */
const bannedImports: Readonly<Record<string, RegExp>> = {
  'node:crypto': /^(random|getRandomValues$|webcrypto$)/,
  'node:timers': /./,
  'node:timers/promises': /./,
  'node:perf_hooks': /^performance$/,
}

export async function check(root: string): Promise<string[]> {
  return files(root, '{packages,examples}/*/{src,test}/**/*.ts')
    .filter((file) => !seam.test(relative(root, file)))
    .flatMap((file) => {
      const source = parse(file)
      const isTest = /^[^/]+\/[^/]+\/test\//.test(relative(root, file))
      const uses = [...[...nodes(source)].flatMap(use), ...importsOf(source)]
      return uses
        .filter(([node]) => !isTest || !reasonAt(node, 'real time: '))
        .map(([node, name]) => `${at(root, node)}: ${name} ${isTest ? inTest : inSource}`)
    })
}

const inSource = 'outside the seams; take a clock, a random or timers as an argument'
const inTest = "in a test; give it a clock of its own, or say '// real time: …' and why"

type Use = readonly [node: ts.Node, name: string]

function use(node: ts.Node): Use[] {
  if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
    const { expression, arguments: given } = node
    const isNow = ts.isIdentifier(expression) && expression.text === 'Date' && !given?.length
    return isNow ? [[node, 'Date()']] : []
  }
  if (ts.isPropertyAccessExpression(node)) {
    const name = node
      .getText()
      .replace(/\s/g, '')
      .replace(/^(globalThis|global|window)\??\./, '')
    return banned.has(name.replaceAll('?.', '.')) ? [[node, name]] : []
  }
  return ts.isIdentifier(node) && banned.has(node.text) && isReference(node)
    ? [[node, node.text]]
    : []
}

// Not the name of a member, a property or an import: those are somebody's own.
function isReference(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  return (
    (ts.isShorthandPropertyAssignment(parent) || !('name' in parent && parent.name === node)) &&
    !ts.isImportSpecifier(parent)
  )
}

function importsOf(source: ts.SourceFile): Use[] {
  return imports(source).flatMap(({ specifier, names, node, typeOnly }) => {
    const ban = bannedImports[specifier]
    if (typeOnly || !ban) return []
    if (names.length === 0 && ban.source === '.') return [[node, specifier] as const]
    return names.filter((name) => ban.test(name)).map((name) => [node, name] as const)
  })
}

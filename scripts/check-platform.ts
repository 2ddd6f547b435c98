// The mistake this prevents: a Node builtin that finds its way, four imports deep, into an entry
// point meant for any platform, or a global that only Node has. Everything passes here, and a worker or a browser
// bundle breaks.
import { existsSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { resolve } from 'node:path'
import ts from 'typescript'
import { at, imports, nodes, parse } from './syntax.ts'
import { entries, packages } from './workspace.ts'

export const title: string = 'entry points for any platform load no Node builtin'

/** Types of builtins they may name: those are gone at run time. */
const anyPlatform = [
  '@sallyport/core',
  '@sallyport/core/web',
  '@sallyport/webhook-auth/schemes',
  '@sallyport/webhook-auth/web',
]

/** What only Node has without an import. */
const globals = ['Buffer', 'process', 'global', 'setImmediate', '__dirname', '__filename']

export async function check(root: string): Promise<string[]> {
  return packages(root)
    .flatMap(entries)
    .filter(({ specifier }) => anyPlatform.includes(specifier))
    .flatMap(({ specifier, file }) => [...builtinsBelow(root, specifier, file, new Set())])
}

function* builtinsBelow(
  root: string,
  entry: string,
  file: string,
  seen: Set<string>,
): Generator<string> {
  if (seen.has(file) || !existsSync(file)) return
  seen.add(file)
  const source = parse(file)
  for (const node of nodes(source)) {
    if (isGlobal(node)) yield `${at(root, node)}: ${entry} would use '${node.text}' of Node`
  }
  for (const { specifier, node, typeOnly } of imports(source)) {
    if (typeOnly) continue
    if (isBuiltin(specifier))
      yield `${at(root, node)}: ${entry} would load '${specifier}'; use 'import type', or move it`
    if (specifier.startsWith('.'))
      yield* builtinsBelow(root, entry, resolve(file, '..', specifier), seen)
  }
}

/** Whether a node is one of those names by itself: no property, and no type. */
function isGlobal(node: ts.Node): node is ts.Identifier {
  if (!ts.isIdentifier(node) || !globals.includes(node.text)) return false
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  return !ts.isTypeNode(parent) && !ts.isPropertyAssignment(parent)
}

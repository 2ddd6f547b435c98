// The mistake this prevents: a Node builtin that finds its way, four imports deep, into an entry
// point meant for any platform. Everything passes here, and a worker or a browser bundle breaks.
import { existsSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { resolve } from 'node:path'
import { at, imports, parse } from './syntax.ts'
import { entries, packages } from './workspace.ts'

export const title: string = 'entry points for any platform load no Node builtin'

/** Types of builtins they may name: those are gone at run time. */
const anyPlatform = ['@sallyport/core', '@sallyport/core/web']

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
  for (const { specifier, node, typeOnly } of imports(parse(file))) {
    if (typeOnly) continue
    if (isBuiltin(specifier))
      yield `${at(root, node)}: ${entry} would load '${specifier}'; use 'import type', or move it`
    if (specifier.startsWith('.'))
      yield* builtinsBelow(root, entry, resolve(file, '..', specifier), seen)
  }
}

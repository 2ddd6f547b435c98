// The mistake this prevents: a public name that changed by accident. Everything a package gives
// away stands in its api.d.ts; a change of the surface is a diff of that file, read by a person,
// or it does not pass.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { surface } from './surface.ts'
import { packages } from './workspace.ts'

export const title: string = 'the public surface is the one in api.d.ts'

const remedy = 'if that is meant: node scripts/check-surface.ts --write'

export async function check(root: string): Promise<string[]> {
  return packages(root).flatMap((one) => {
    const file = join(one.folder, 'api.d.ts')
    const { text, problems } = surface(root, one)
    const frozen = existsSync(file) ? readFileSync(file, 'utf8') : ''
    if (text === frozen) return problems
    const was = frozen.split('\n')
    const is = text.split('\n')
    const line = is.findIndex((words, index) => words !== was[index]) + 1
    const changes = [...missingIn(is, was, '-'), ...missingIn(was, is, '+')]
    return [
      ...problems,
      `${relative(root, file)}:${line}: the surface changed; ${remedy}${changes.join('')}`,
    ]
  })
}

/** Writes every api.d.ts anew. */
export function write(root: string): void {
  for (const one of packages(root))
    writeFileSync(join(one.folder, 'api.d.ts'), surface(root, one).text)
}

function missingIn(these: readonly string[], others: readonly string[], sign: string): string[] {
  const missing = others.filter((line) => line.trim() !== '' && !these.includes(line))
  const shown = missing.slice(0, 10).map((line) => `\n    ${sign} ${line}`)
  return missing.length > 10 ? [...shown, `\n    ${sign} … ${missing.length - 10} more`] : shown
}

if (process.argv[1] === import.meta.filename && process.argv.includes('--write'))
  write(join(import.meta.dirname, '..'))

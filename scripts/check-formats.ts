// The mistake this prevents: a page of facts that the code has left behind. Who reads how a sender
// signs, or how long its deliveries can be replayed, decides by it. Such pages are made from the
// declarations and committed; one that says something else than they do does not pass.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { schemesPage } from './webhook-schemes.ts'

export const title: string = 'pages made from declarations say what those say'

const declared = 'packages/webhook-auth/src/schemes.ts'
const page = 'docs/formats/webhook-schemes.md'

export async function check(root: string): Promise<string[]> {
  const file = join(root, page)
  const was = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  const is = (await made(root)).split('\n')
  const line = Array.from({ length: Math.max(was.length, is.length) }).findIndex(
    (_, index) => was[index] !== is[index],
  )
  if (line < 0) return []
  return [
    `${page}:${line + 1}: is not what ${declared} says; node scripts/check-formats.ts --write`,
  ]
}

/** Writes the pages anew. */
export async function write(root: string): Promise<void> {
  writeFileSync(join(root, page), await made(root))
}

const made = async (root: string): Promise<string> =>
  schemesPage(await import(pathToFileURL(join(root, declared)).href))

if (process.argv[1] === import.meta.filename && process.argv.includes('--write'))
  await write(join(import.meta.dirname, '..'))

// The mistake it prevents: a release that npm takes back. What is published with provenance must name the repository that
// built it, or it is refused, package by package; and a link of a README leads nowhere. Which repository that is only
// the release knows: `node scripts/name-repository.ts https://github.com/OWNER/NAME` writes it into every package.json,
// in the checkout that is published.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packages } from './workspace.ts'

/** Writes into every package which repository, and which folder of it, it is of. Resolves to how many these are. */
export function nameRepository(root: string, address: string): number {
  if (!/^https:\/\/[^/\s]+\/[^/\s]+\/[^/\s]+$/.test(address) || address.endsWith('.git'))
    throw new TypeError(`the address of a repository is https://HOST/OWNER/NAME, not ${address}`)
  const all = packages(root)
  for (const { folder, short } of all) {
    const file = join(folder, 'package.json')
    const manifest = JSON.parse(readFileSync(file, 'utf8'))
    const repository = { type: 'git', url: `git+${address}.git`, directory: `packages/${short}` }
    writeFileSync(file, `${JSON.stringify({ ...manifest, repository }, null, 2)}\n`)
  }
  return all.length
}

if (process.argv[1] === import.meta.filename) {
  const [address = 'nothing'] = process.argv.slice(2)
  console.log(
    `${nameRepository(join(import.meta.dirname, '..'), address)} packages are of ${address}`,
  )
}

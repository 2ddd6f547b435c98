// The mistake it prevents: an install that failed half-way, and a script that then runs on whatever Node started pnpm.
import { readFileSync } from 'node:fs'

const { optionalDependencies } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
)
const [pinned] = Object.values(optionalDependencies)
const hasPin =
  ['linux', 'darwin'].includes(process.platform) && ['x64', 'arm64'].includes(process.arch)
const [major, minor] = process.versions.node.split('.').map(Number)
const supported = major > 22 || (major === 22 && minor >= 18)

if (hasPin ? process.versions.node !== pinned : !supported) {
  console.error(
    `This needs Node ${hasPin ? `${pinned}, which the install brings along` : '22.18 or newer'}, but runs on ${process.versions.node}.\n` +
      'The install did not finish. Run `npx -y pnpm@12 install` and mend what it says.',
  )
  process.exit(1)
}

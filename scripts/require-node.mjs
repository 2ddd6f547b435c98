// The mistake it prevents: a script that runs on whatever Node started pnpm. The pinned Node is an optional dependency,
// and an install ends well without those: a mirror that lacks it, `--no-optional`, a folder copied from elsewhere.
import { readFileSync } from 'node:fs'

const { optionalDependencies } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
)
const { platform, arch, versions } = process
const pin = [`node-${platform}-${arch}`, `node-bin-${platform}-${arch}`].find(
  (name) => name in optionalDependencies,
)
const [major, minor] = versions.node.split('.').map(Number)
const isRecent = major > 22 || (major === 22 && minor >= 18)

if (pin && versions.node !== optionalDependencies[pin]) {
  stop(
    `This needs Node ${optionalDependencies[pin]}, which the install brings along as ${pin}, but runs on ${versions.node}.`,
    'Run `npx -y pnpm@12 install --force` and mend what it says of that package.',
  )
}
if (!pin && !isRecent) {
  stop(
    `This needs Node 22.18 or newer, but runs on ${versions.node}.`,
    `The install brings none along for ${platform} on ${arch}: put a newer one first on the PATH.`,
  )
}

function stop(...lines) {
  console.error(lines.join('\n'))
  process.exit(1)
}

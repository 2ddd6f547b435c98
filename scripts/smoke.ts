// Packs the packages, installs them together as a stranger would, and tries them: the example that has
// nothing else runs its own tests on this Node, and probes run on other runtimes:
//
//   node scripts/smoke.ts RUNTIME...   paths of Node, Bun, Deno or workerd binaries
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { inTurns } from './command.ts'
import { edgeDeliveries } from './edge-deliveries.ts'
import { runConsumer } from './run-consumer.ts'
import { installTarballs } from './scratch.ts'
import { pack } from './tarball.ts'
import { workerdConfig } from './workerd.ts'
import { packages } from './workspace.ts'

const root = join(import.meta.dirname, '..')
const temp = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-smoke-')))
// Side by side: what is installed in one is not found from the other.
const [scratch, consumer] = [join(temp, 'scratch'), join(temp, 'consumer')]
try {
  const tarballs = await inTurns(packages(root), 2, (one) => pack(one, temp))
  mkdirSync(scratch)
  await installTarballs(scratch, tarballs)
  for (const probe of ['smoke-probe.mjs', 'edge-probe.mjs']) {
    copyFileSync(join(import.meta.dirname, probe), join(scratch, probe))
  }
  const deliveries = JSON.stringify(edgeDeliveries())
  writeFileSync(join(scratch, 'edge-deliveries.mjs'), `export const deliveries = ${deliveries}\n`)
  writeFileSync(join(scratch, 'workerd.capnp'), workerdConfig(scratch, 'edge-probe.mjs'))
  const runtimes = process.argv.slice(2)
  const failed = runtimes.filter((runtime) => !passes(runtime, scratch))
  const { ok, said } = await runConsumer(root, consumer, tarballs)
  console.log(said)
  process.exitCode = runtimes.length > 0 && failed.length === 0 && ok ? 0 : 1
} finally {
  rmSync(temp, { recursive: true, force: true })
}

function passes(runtime: string, cwd: string): boolean {
  return callsOf(basename(runtime)).every((given) => {
    const { status, error } = spawnSync(runtime, given, { cwd, stdio: 'inherit' })
    if (status !== 0) console.error(`${runtime} ${given.join(' ')} ended with ${error ?? status}`)
    return status === 0
  })
}

/** workerd has no files and no Node: it runs what is for any platform, and that alone. */
function callsOf(runtime: string): readonly (readonly string[])[] {
  if (runtime === 'workerd') return [['test', 'workerd.capnp']]
  const permit = runtime === 'deno' ? ['run', '--allow-all'] : []
  return ['smoke-probe.mjs', 'edge-probe.mjs'].map((probe) => [...permit, probe])
}

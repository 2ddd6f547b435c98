// Packs the packages, installs them together as a stranger would, and tries them on other runtimes:
//
//   node scripts/smoke.ts RUNTIME...   paths of Node, Bun, Deno or workerd binaries
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { inTurns } from './command.ts'
import { edgeDeliveries } from './edge-deliveries.ts'
import { installTarballs } from './scratch.ts'
import { pack } from './tarball.ts'
import { workerdConfig } from './workerd.ts'
import { packages } from './workspace.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-smoke-')))
try {
  const tarballs = await inTurns(packages(join(import.meta.dirname, '..')), 2, (one) =>
    pack(one, folder),
  )
  await installTarballs(folder, tarballs)
  for (const probe of ['smoke-probe.mjs', 'edge-probe.mjs']) {
    copyFileSync(join(import.meta.dirname, probe), join(folder, probe))
  }
  const deliveries = JSON.stringify(edgeDeliveries())
  writeFileSync(join(folder, 'edge-deliveries.mjs'), `export const deliveries = ${deliveries}\n`)
  writeFileSync(join(folder, 'workerd.capnp'), workerdConfig(folder, 'edge-probe.mjs'))
  const runtimes = process.argv.slice(2)
  const failed = runtimes.filter((runtime) => !passes(runtime, folder))
  process.exitCode = runtimes.length > 0 && failed.length === 0 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
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

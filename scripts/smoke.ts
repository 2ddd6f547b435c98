// Packs the packages, installs them together as a stranger would, and tries them on other runtimes:
//
//   node scripts/smoke.ts RUNTIME...   paths of Node, Bun or Deno binaries
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { inTurns } from './command.ts'
import { installTarballs } from './scratch.ts'
import { pack } from './tarball.ts'
import { packages } from './workspace.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-smoke-')))
try {
  const tarballs = await inTurns(packages(join(import.meta.dirname, '..')), 2, (one) =>
    pack(one, folder),
  )
  await installTarballs(folder, tarballs)
  copyFileSync(join(import.meta.dirname, 'smoke-probe.mjs'), join(folder, 'smoke-probe.mjs'))
  const runtimes = process.argv.slice(2)
  const failed = runtimes.filter((runtime) => !passes(runtime, folder))
  process.exitCode = runtimes.length > 0 && failed.length === 0 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function passes(runtime: string, cwd: string): boolean {
  const permit = basename(runtime) === 'deno' ? ['run', '--allow-all'] : []
  const { status, error } = spawnSync(runtime, [...permit, 'smoke-probe.mjs'], {
    cwd,
    stdio: 'inherit',
  })
  if (status !== 0) console.error(`${runtime} ended with ${error ?? status}`)
  return status === 0
}

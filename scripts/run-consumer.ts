import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { pnpm, run } from './command.ts'
import { instead } from './scratch.ts'
import type { Tarball } from './tarball.ts'
import type { Manifest } from './workspace.ts'

/**
 * Runs the tests of `examples/consumer` as somebody's who has nothing but what is packed: a copy, outside the
 * workspace, type checked and tested by its own script. Tells how it went: how many
 * tests ran, or what failed.
 */
export async function runConsumer(
  root: string,
  folder: string,
  tarballs: readonly Tarball[],
): Promise<{ readonly ok: boolean; readonly said: string }> {
  cpSync(join(root, 'examples/consumer'), folder, {
    recursive: true,
    // The adapter is a link to the one that is copied.
    dereference: true,
    filter: (path) => basename(path) !== 'node_modules',
  })
  const outdated = outdatedIn(join(folder, 'package.json'), tarballs)
  if (outdated.length > 0) return { ok: false, said: outdated.join('\n') }
  // JSON is YAML.
  writeFileSync(join(folder, 'pnpm-workspace.yaml'), JSON.stringify(instead(tarballs)))
  const installed = await pnpm(folder, 'install', '--prefer-offline', '--ignore-scripts')
  if (!installed.ok) return { ok: false, said: installed.output }
  // Whatever its script starts by the name of `node` is this Node.
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter)
  const tested = await run(folder, 'env', `PATH=${path}`, process.execPath, '--run', 'test')
  const count = /^. pass (\d+)$/m.exec(tested.output)?.[1] ?? 0
  const ok = tested.ok && Number(count) > 0
  return { ok, said: ok ? `examples/consumer: ${count} tests pass` : tested.output }
}

/** It asks for versions, as anybody does; a release that it does not ask for, it would not get. */
function outdatedIn(file: string, tarballs: readonly Tarball[]): string[] {
  const { dependencies = {} } = JSON.parse(readFileSync(file, 'utf8')) as Manifest
  return tarballs.flatMap(({ one: { manifest } }) => {
    const asked = dependencies[manifest.name]
    const wanted = `^${manifest.version}`
    return asked === undefined || asked === wanted
      ? []
      : [`examples/consumer/package.json:1: "${manifest.name}" must be "${wanted}"`]
  })
}

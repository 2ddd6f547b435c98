import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { check as checkEdges } from '../check-edges.ts'
import { check as checkManifest } from '../check-manifest.ts'
import { run } from '../command.ts'
import { writeNewPackage } from '../new-package.ts'
import { packages } from '../workspace.ts'
import { plant } from './plant.ts'

it('writes a package that the checks accept', async () => {
  const root = plant({})
  writeNewPackage(root, 'api-keys', 'Keys for your API.')
  expect(packages(root).map(({ manifest }) => manifest.name)).toEqual(['@sallyport/api-keys'])
  expect(await checkManifest(root)).toEqual([])
  expect(await checkEdges(root)).toEqual([])
})

it('writes it as the formatter would', async () => {
  const root = plant({})
  writeNewPackage(root, 'api-keys', 'Keys for your API.')
  const house = join(import.meta.dirname, '../..')
  const options = ['--vcs-enabled=false', `--config-path=${house}`]
  const biome = join(house, 'node_modules/.bin/biome')
  expect(await run(root, biome, 'check', ...options, 'packages')).toMatchObject({ ok: true })
})

it.each(['', 'Api', 'api_keys', '-api', 'api-', '../api', '9keys'])(
  'refuses the name "%s"',
  (name) => {
    const root = plant({})
    expect(() => writeNewPackage(root, name, 'Keys.')).toThrow('lower case words')
    expect(existsSync(join(root, 'packages'))).toBe(false)
  },
)

it('refuses to overwrite, and to go without a sentence', () => {
  const root = plant({ 'packages/limits/src/index.ts': '' })
  expect(() => writeNewPackage(root, 'limits', 'Limits.')).toThrow('is there already')
  expect(() => writeNewPackage(root, 'scopes', ' ')).toThrow('in one sentence')
})

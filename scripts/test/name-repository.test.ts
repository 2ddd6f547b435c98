import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { nameRepository } from '../name-repository.ts'
import { manifest, plant } from './plant.ts'

const root = join(import.meta.dirname, '../..')

it('names the repository and the folder in every package, and changes nothing else', () => {
  const core = { name: '@sallyport/core', version: '0.1.0', exports: { '.': './src/index.ts' } }
  const planted = plant({
    'packages/core/package.json': core,
    'packages/api-keys/package.json': manifest('api-keys', { repository: 'of somebody else' }),
    'examples/shop/package.json': { name: 'shop' },
  })
  expect(nameRepository(planted, 'https://github.com/ada/sallyport')).toBe(2)
  const read = (path: string) =>
    JSON.parse(readFileSync(join(planted, path, 'package.json'), 'utf8'))
  const url = 'git+https://github.com/ada/sallyport.git'
  const of = (directory: string) => ({ type: 'git', url, directory })
  expect(read('packages/core')).toEqual({ ...core, repository: of('packages/core') })
  expect(read('packages/api-keys').repository).toEqual(of('packages/api-keys'))
  expect(read('examples/shop')).toEqual({ name: 'shop' })
})

it.each(['', 'ada/sallyport', 'https://github.com/ada', 'https://github.com/ada/sallyport.git'])(
  'takes no other address: %j',
  (address) => {
    expect(() => nameRepository(plant({}), address)).toThrow(TypeError)
  },
)

it('is what a release does before it publishes', () => {
  const steps = readFileSync(join(root, '.github/workflows/release.yml'), 'utf8')
  const named = steps.indexOf('scripts/name-repository.ts "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY"')
  expect(named).toBeGreaterThan(0)
  expect(steps.indexOf('changeset publish')).toBeGreaterThan(named)
})

import { describe, expect, it } from 'vitest'
import { check } from '../check-packed.ts'
import { builtExports, common, published } from '../manifest.ts'
import { plant } from './plant.ts'

const exports = { '.': './src/index.ts', './more': './src/more.ts' }
const built = {
  'index.js': 'export const one = 1\n',
  'index.cjs': 'exports.one = 1\n',
  'index.d.ts': 'export declare const one: number\n',
  'index.d.cts': 'export declare const one: number\n',
  'more.js': "export { one } from './index.js'\n",
  'more.cjs': "exports.one = require('./index.cjs').one\n",
  'more.d.ts': "export { one } from './index.js'\n",
  'more.d.cts': "export { one } from './index.cjs'\n",
}

/** A package that has been built, with some of its built files otherwise. */
const package_ = (short: string, files: Readonly<Record<string, string>> = {}, fields = {}) => ({
  [`packages/${short}/package.json`]: {
    name: `@sallyport/${short}`,
    version: '0.1.0',
    ...common,
    exports,
    publishConfig: { ...published, exports: builtExports(exports) },
    ...fields,
  },
  [`packages/${short}/README.md`]: '# It\n',
  [`packages/${short}/src/index.ts`]: 'export const one: number = 1\n',
  [`packages/${short}/src/more.ts`]: "export { one } from './index.ts'\n",
  // Written last, so that they are newer than their sources.
  ...Object.fromEntries(
    Object.entries({ ...built, ...files }).map(([name, text]) => [
      `packages/${short}/dist/${name}`,
      text,
    ]),
  ),
})

describe('what is packed', () => {
  it('passes when every subpath loads and type checks from either side', async () => {
    expect(await check(plant(package_('good')))).toEqual([])
  })

  it('is refused when a subpath cannot be imported or required', async () => {
    const root = plant(
      package_('broken', {
        'index.js': "import './gone.js'\nexport const one = 1\n",
        'more.cjs': 'throw new Error("not loaded")\n',
      }),
    )
    const findings = (await check(root)).join('\n')
    expect(findings).toMatch(/import\.mjs:1: @sallyport\/broken: .*gone\.js/)
    expect(findings).toMatch(/require\.cjs:1: @sallyport\/broken\/more: .*not loaded/)
  })

  it('is refused when its declarations do not compile, whoever imports them', async () => {
    const root = plant(
      package_('mistyped', { 'more.d.cts': 'export declare const one: Missing\n' }),
    )
    expect((await check(root)).join('\n')).toMatch(/more\.d\.cts:1: .*Missing/)
  })

  it('is refused by publint and attw where they would warn a consumer', async () => {
    const root = plant(package_('masked', { 'index.cjs': 'export const one = 1\n' }))
    const findings = (await check(root)).join('\n')
    expect(findings).toContain('packages/masked/package.json:1: publint:')
    const absent = plant(
      package_(
        'absent',
        {},
        {
          publishConfig: {
            ...published,
            exports: {
              '.': { import: './dist/index.js', require: './dist/index.cjs' },
              './more': { types: './dist/more.d.ts', default: './dist/more.js' },
            },
          },
        },
      ),
    )
    expect((await check(absent)).join('\n')).toContain('package.json:1: attw:')
  })

  it('cannot be judged when it does not install: that is said, not passed over', async () => {
    const root = plant(package_('needy', {}, { dependencies: { gone: 'file:gone.tgz' } }))
    await expect(check(root)).rejects.toThrow(/do not install together/)
  })
})

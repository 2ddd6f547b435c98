import { spawnSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { plant } from './plant.ts'

const esm = `
export const allow = (value) => ({ ok: true, value })
export const deny = (reason, status) => ({ ok: false, reason, status })
export const decider = (guard) => guard
export const denialReply = ({ reason, status }) => ({ status, body: JSON.stringify({ status: reason }) })
`
const esmTesting = `
export const testRequest = ({ headers }) => ({ header: () => headers['X-Caller'] })
`
const inCommonJs = (code: string): string => code.replaceAll('export const ', 'exports.')
const both = (name: string): object => ({ import: `./${name}.js`, require: `./${name}.cjs` })

/** A project that has installed a `@sallyport/core` of few words, and these files on top. */
function probe(files: Readonly<Record<string, string | object>> = {}) {
  const core = 'node_modules/@sallyport/core'
  const root = plant({
    'package.json': { dependencies: { '@sallyport/core': '0.1.0', 'another-library': '1.0.0' } },
    [`${core}/package.json`]: {
      type: 'module',
      exports: {
        '.': both('index'),
        './testing': both('testing'),
        './package.json': './package.json',
      },
    },
    [`${core}/index.js`]: esm,
    [`${core}/index.cjs`]: inCommonJs(esm),
    [`${core}/testing.js`]: esmTesting,
    [`${core}/testing.cjs`]: inCommonJs(esmTesting),
    ...Object.fromEntries(Object.entries(files).map(([file, text]) => [`${core}/${file}`, text])),
  })
  copyFileSync(join(import.meta.dirname, '../smoke-probe.mjs'), join(root, 'smoke-probe.mjs'))
  const { status, stdout, stderr } = spawnSync(process.execPath, ['smoke-probe.mjs'], {
    cwd: root,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

it('passes packages that load from both sides and decide', () => {
  expect(probe()).toEqual({
    status: 0,
    stdout: `Node ${process.versions.node}: 2 entry points, as ESM and CommonJS; both decide\n`,
    stderr: '',
  })
})

it('finds an entry point that does not load', () => {
  const { status, stderr } = probe({ 'testing.js': `import 'absent-library'` })
  expect(status).toBe(1)
  expect(stderr).toMatch(/@sallyport\/core\/testing: .*Cannot find package 'absent-library'/)
})

it('finds a copy that exports less than the other', () => {
  const { status, stderr } = probe({ 'testing.cjs': `${inCommonJs(esmTesting)}exports.more = 1` })
  expect(status).toBe(1)
  expect(stderr).toContain(
    '@sallyport/core/testing: ESM exports { testRequest }, CommonJS { more, testRequest }',
  )
})

it('finds a copy that decides wrongly', () => {
  const lenient = inCommonJs(esm).replace('(guard) => guard', '() => () => exports.allow({})')
  const { status, stderr } = probe({ 'index.cjs': lenient })
  expect(status).toBe(1)
  expect(stderr).toContain('a decision by the CommonJS copy: refused ada')
  expect(stderr).not.toContain('the ESM copy')
})

it('does not pass what has nothing to load', () => {
  const { status, stderr } = probe({ 'package.json': { exports: {} } })
  expect(status).toBe(1)
  expect(stderr).toContain('there is nothing to load')
})

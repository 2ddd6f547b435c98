import { join } from 'node:path'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { expect, it } from 'vitest'

const options: BuildOptions = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  minifySyntax: true,
  external: ['@sallyport/*'],
}
const schemes = join(import.meta.dirname, '../../packages/webhook-auth/src/schemes.ts')

/** All schemes in one file, as they are published: there no module can be left out as a whole. */
async function published(): Promise<string> {
  const { outputFiles } = await build({ ...options, write: false, entryPoints: [schemes] })
  return outputFiles[0]?.text ?? ''
}

/** What is left of them where one is imported. */
async function left(name: string, from: string): Promise<string> {
  const plugin: Plugin = {
    name: 'published',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^published$/ }, ({ path }) => ({ path, namespace: 'published' }))
      onLoad({ filter: /./, namespace: 'published' }, () => ({ contents: from }))
    },
  }
  const contents = `export { ${name} } from 'published'`
  const { outputFiles } = await build({
    ...options,
    write: false,
    stdin: { contents },
    plugins: [plugin],
  })
  return outputFiles[0]?.text ?? ''
}

it('one scheme brings no other sender along', async () => {
  const all = await published()
  // The names of headers, and the paths into bodies.
  const words = new Set(all.match(/(?<=["'`])(x-)?[a-z]+(-[a-z0-9]+)+(?=["'`])|notificationItems/g))
  expect(words.size).toBeGreaterThan(40)
  const one = await left('github', all)
  expect(one).toContain('x-hub-signature-256')
  expect(one.match(/sender: "/g)).toHaveLength(1)
  const headers = [...words].filter((word) => /^x-|signature|webhook|notification/.test(word))
  expect(headers.length).toBeGreaterThan(30)
  expect(headers.filter((word) => one.includes(word)).toSorted()).toEqual([
    'x-github-delivery',
    'x-hub-signature',
    'x-hub-signature-256',
  ])
  expect(await left('adyen', all)).not.toContain('x-hub-signature')
})

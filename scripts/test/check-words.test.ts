import { expect, it } from 'vitest'
import { check } from '../check-words.ts'
import { plant } from './plant.ts'

it('accepts a page about the product', async () => {
  const root = plant({
    'README.md': 'A session cookie, the user-agent, GET https://api.example/home/7, todo lists.',
    '.ci/run': 'cd "$HOME" && ls ./root/ "$ROOT/home/x"',
    'pnpm-lock.yaml': "resolution: {integrity: sha512-abc}\ndeprecated: 'see https://a.example'",
    'node_modules/a/index.js': `// ${'TO'}DO`,
    'logo.png': `${'TO'}DO`,
  })
  expect(await check(root)).toEqual([])
})

it.each([
  ['cd /root/x/y', '/root/x/y'],
  ["import '/home/me/x.ts'", '/home/me/x.ts'],
  ['(/Users/me/x)', '/Users/me/x'],
  ['C:\\Users\\me', 'C:\\Users\\'],
  ['see file:///etc/x', 'file:///etc/x'],
  ['npm set registry https://registry.npmjs.org', 'registry.npmjs.org'],
  ['// TODO later', 'TODO'],
  ['<!-- FIXME -->', 'FIXME'],
  ['decided in this session', 'this session'],
  [
    '    resolution: {tarball: https://a.example/b.tgz}',
    'resolution: {tarball: https://a.example/b.tgz',
  ],
])('refuses %s', async (line, words) => {
  const [finding, ...others] = await check(plant({ '.ci/notes': `\n${line}\n` }))
  expect(finding).toContain(`.ci/notes:2: "${words}": `)
  expect(others).toEqual([])
})

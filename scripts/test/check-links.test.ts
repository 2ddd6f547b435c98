import { expect, it } from 'vitest'
import { check } from '../check-links.ts'
import { plant } from './plant.ts'

const findings = (text: string): Promise<string[]> =>
  check(
    plant({
      'docs/page.md': text,
      'docs/other.md': '# One `reason`, four *readers*!\n## Same\n## Same\n<a id="own"></a>\n',
      'src/a b.ts': '',
    }),
  )

it('accepts links that lead somewhere', async () => {
  const text = `# Here & there
    [a](other.md) [b](./other.md#one-reason-four-readers) [c](#here--there) [d](../src/a%20b.ts#L1)
    ![i](../src) [e](<other.md#same-1> "title") [f](https://a.example/x#y) [g](other.md#own)
    \`[not](a-link.md)\`

[def]: other.md#same

\`\`\`md
[not](a-link.md)
\`\`\`
`
  expect(await findings(text.replace(/^ {4}/gm, ''))).toEqual([])
})

it.each([
  ['[a](missing.md)', `'missing.md' is not there`],
  ['![a](missing.png)', `'missing.png' is not there`],
  ['[a]: missing.md', `'missing.md' is not there`],
  ['[a](other.md#two)', `'other.md#two': no heading "#two" in docs/other.md`],
  ['[a](#nowhere)', `'#nowhere': no heading "#nowhere" in docs/page.md`],
  ['[a](other.md#same-2)', `'other.md#same-2': no heading "#same-2" in docs/other.md`],
  ['[a](/docs/other.md)', `'/docs/other.md' is no relative path`],
  ['[a](ftp://docs/other.md)', `'ftp://docs/other.md' is no relative path`],
  ['[a](../../elsewhere.md)', `'../../elsewhere.md' leaves the repository`],
])('refuses %s', async (link, what) => {
  expect(await findings(`# Page\n\n${link}\n`)).toEqual([`docs/page.md:3: ${what}`])
})

it('refuses a page of the guide that its index does not list', async () => {
  const pages = { 'docs/guide/a.md': '# A', 'docs/guide/b.md': '# B' }
  const unlisted = (page: string): string =>
    `docs/guide/${page}.md:1: docs/guide/README.md does not list it`
  expect(await check(plant(pages))).toEqual([unlisted('a'), unlisted('b')])
  const index = '[a](a.md#a) `[b](b.md)`'
  expect(await check(plant({ ...pages, 'docs/guide/README.md': index }))).toEqual([unlisted('b')])
})

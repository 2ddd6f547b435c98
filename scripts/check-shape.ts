// The mistake this prevents: twelve pages, each in an order of its own. Who has read one package's README knows where
// the next one says what is refused, and what it does not do; a section that was put elsewhere is read by nobody.
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { splitMarkdown } from './markdown.ts'
import { packages } from './workspace.ts'

export const title: string = 'READMEs of packages have one shape'

const first = 'What is in it'
/** What ends a page, in this order; between these and the first are the package's own sections. */
const ends = ['Reasons', 'What it promises', 'What others do', 'What it does not do'] as const
const last = ends[3]
const names: readonly string[] = ends

export async function check(root: string): Promise<string[]> {
  return packages(root).flatMap(({ folder }) => {
    const file = join(folder, 'README.md')
    if (!existsSync(file)) return []
    return problems(readFileSync(file, 'utf8')).map(
      ({ line, text }) => `${relative(root, file)}:${line}: ${text}`,
    )
  })
}

interface Problem {
  readonly line: number
  readonly text: string
}

function problems(page: string): Problem[] {
  const { fences, prose } = splitMarkdown(page)
  const headings = prose.flatMap((text, index) =>
    text.startsWith('## ') ? [{ name: text.slice(3), line: index + 1 }] : [],
  )
  const begins = headings[0]?.line ?? prose.length
  const above = fences.filter(({ line }) => line < begins)
  const wrong: Problem[] = []
  if (!above.some(({ code }) => code.startsWith('npm install ')))
    wrong.push({ line: 1, text: 'it begins with how it is installed' })
  if (!above.some(({ info, code }) => info === 'ts' && code.includes('// prints: ')))
    wrong.push({ line: 1, text: 'it begins with an example that prints' })
  if (headings[0]?.name !== first)
    wrong.push({ line: begins, text: `its first section is "${first}"` })
  if (headings.at(-1)?.name !== last)
    wrong.push({ line: headings.at(-1)?.line ?? 1, text: `its last section is "${last}"` })
  prose.forEach((text, index) => {
    if (/\btask pages?:/i.test(text) && index + 1 > begins)
      wrong.push({ line: index + 1, text: `task pages stand above "${first}"` })
  })
  return [...wrong, ...misplaced(headings)]
}

/** Sections behind one that they should stand before. */
function misplaced(headings: readonly { readonly name: string; readonly line: number }[]) {
  const place = (name: string): number => names.indexOf(name)
  return headings.flatMap(({ name, line }, index): Problem[] => {
    const before = headings.slice(0, index).find((other) => place(other.name) > place(name))
    return before === undefined ? [] : [{ line, text: `"${name}" stands before "${before.name}"` }]
  })
}

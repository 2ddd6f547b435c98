import { expect, it } from 'vitest'
import { check } from '../check-shape.ts'
import { manifest, plant } from './plant.ts'

const intro = `# @sallyport/one

One sentence.

\`\`\`sh
npm install @sallyport/one
\`\`\`

\`\`\`ts
console.log(1) // prints: 1
\`\`\`

The task page: [one](one.md).
`
const sections = (...names: readonly string[]) => names.map((name) => `\n## ${name}\n`).join('')
const whole = [
  ...['What is in it', 'Stores', 'Reasons'],
  ...['What it promises', 'What others do', 'What it does not do'],
] as const
const findings = (readme: string): Promise<string[]> =>
  check(plant({ 'packages/one/package.json': manifest('one'), 'packages/one/README.md': readme }))

it('accepts all sections in their order, and some', async () => {
  expect(await findings(intro + sections(...whole))).toEqual([])
  expect(await findings(intro + sections(whole[0], whole[5]))).toEqual([])
})

it.each([
  [
    intro + sections('What is in it', 'What it promises', 'Stores', 'What it does not do'),
    ['19: "Stores" stands before "What it promises"'],
  ],
  [
    intro + sections('What is in it', 'What others do', 'Reasons', 'What it does not do'),
    ['19: "Reasons" stands before "What others do"'],
  ],
  [
    intro + sections('Stores', 'What is in it', 'Beside others'),
    ['15: its first section is "What is in it"', '19: its last section is "What it does not do"'],
  ],
  [
    `${intro + sections('What is in it')}\nTask pages: [one](one.md).${sections('What it does not do')}`,
    ['17: task pages stand above "What is in it"'],
  ],
  [
    sections('What is in it', 'What it does not do'),
    ['1: it begins with how it is installed', '1: it begins with an example that prints'],
  ],
])('finds what is wrong in page %#', async (readme, wrong) => {
  expect(await findings(readme)).toEqual(wrong.map((text) => `packages/one/README.md:${text}`))
})

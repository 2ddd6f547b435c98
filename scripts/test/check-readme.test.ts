import { expect, it } from 'vitest'
import { check } from '../check-readme.ts'
import { manifest, plant } from './plant.ts'

const row = '| [`limits`](packages/limits/README.md) | rate limits | 1 | `network`, `zod` |'
const fields = {
  dependencies: { '@sallyport/core': 'workspace:^', '@sallyport/network': 'workspace:^' },
  peerDependencies: { zod: '>=4', yaml: '^2' },
  peerDependenciesMeta: { yaml: { optional: true } },
}
const findings = (readme: string): Promise<string[]> =>
  check(
    plant({
      'package.json': { scripts: { bench: '', check: '', demo: '' } },
      'README.md': readme,
      'packages/limits/package.json': manifest('limits', fields),
      'packages/limits/src/index.ts': "export const limit = 'one'",
      'scripts/bench/suites/limits.ts': '',
      'scripts/check-size.ts': '',
    }),
  )

it('accepts a row and commands that are right', async () => {
  const commands = 'npx -y pnpm@12 install && npx -y pnpm@12 demo  # a demo\n`pnpm bench limits`'
  const others = '`pnpm bench --all`, `pnpm check size`, `pnpm demo` and `pnpm bench`'
  expect(await findings(`${row}\n${commands}\n${others}\n`)).toEqual([])
})

it.each([
  [row.replace('| 1 |', '| 2 |'), 'limits has 1 KiB, not 2'],
  [row.replace(', `zod`', ''), 'limits needs `network`, `zod`, not `network`'],
  ['', 'the table of packages has no limits'],
  [`${row} \`pnpm benchmark\``, 'there is no command "pnpm benchmark"'],
  [`${row} npx -y pnpm@12 bench limit`, '"pnpm bench" knows no "limit"'],
  [`${row} \`pnpm check size siez\``, '"pnpm check" knows no "siez"'],
])('finds what is wrong in %s', async (readme, finding) => {
  expect(await findings(readme)).toEqual([`README.md:1: ${finding}`])
})

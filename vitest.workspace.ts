import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import {
  defineConfig,
  type TestProjectInlineConfiguration,
  type ViteUserConfig,
} from 'vitest/config'

const root = import.meta.dirname

/** On the second Node of CI, where what cannot differ from the first is not run again: types and the scripts' own tests, too. */
const isSecondNode = process.env.SALLYPORT_SECOND_NODE === '1'
/** Other tools and libraries, asked about what we wrote; crashes and whole stories; SQL on the Postgres that is a module. */
const sameOnAnyNode = ['**/*.once.test.ts', '**/*.pglite.test.ts', '**/*peers*.test.ts']

/** Every workspace folder that has tests is a project, named after its folder. */
const folders = ['packages', 'examples', 'scripts']
  .flatMap((parent) =>
    readdirSync(join(root, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(root, parent, entry.name)),
  )
  .concat(isSecondNode ? [] : join(root, 'scripts'))
  // The consumer is no part of the workspace: scripts/smoke.ts installs and tests it.
  .filter((folder) => existsSync(join(folder, 'test')) && basename(folder) !== 'consumer')

const project = (folder: string): TestProjectInlineConfiguration => ({
  test: {
    name: basename(folder),
    root: folder,
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/fixtures/**', ...(isSecondNode ? sameOnAnyNode : [])],
    // Real servers and long properties on a busy machine: slow is not wrong.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})

/** Types of all packages in one project, and no more of the repository: a compiler for each costs as much as all tests. */
const types: TestProjectInlineConfiguration = {
  test: {
    name: 'types',
    root,
    include: [],
    typecheck: {
      enabled: true,
      only: true,
      include: ['packages/*/test/**/*.test-d.ts'],
      tsconfig: join(root, 'tsconfig.types.json'),
    },
  },
}

const config: ViteUserConfig = defineConfig({
  test: {
    projects: [...folders.map(project), ...(isSecondNode ? [] : [types])],
    // Two cores would be one worker: most tests wait for servers, disks and processes half of their time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    coverage: { provider: 'v8', include: ['packages/*/src/**'], reporter: ['text'] },
  },
})
export default config

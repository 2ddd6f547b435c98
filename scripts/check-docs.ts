// The mistake this prevents: an example that stopped working. Every `ts` block of README.md,
// packages/*/README.md, docs/ and of TSDoc is a whole program: it is compiled under the house's
// flags, then run to its end. `// prints: …` at the end of a line, or on lines of its own below,
// shows what is printed; where a block says it once, all it prints must be said, in order. A fence
// that reads `ts no-run <reason>` is compiled only.
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Block, codeBlocks } from './code-blocks.ts'
import { inTurns } from './command.ts'
import { linkPackages } from './link-packages.ts'
import { runBlock } from './run-block.ts'
import { typeErrors } from './type-errors.ts'
import { packages } from './workspace.ts'

export const title: string = 'the examples compile, run, and print what they say'

/** How long a program may take. */
interface Patience {
  readonly deadlineMs: number
}

export async function check(
  root: string,
  { deadlineMs }: Patience = { deadlineMs: 20_000 },
): Promise<string[]> {
  const { blocks, problems } = codeBlocks(root)
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-docs-')))
  try {
    prepare(root, folder)
    const written = new Map(blocks.map((block, index) => [write(folder, block, index), block]))
    const errors = typeErrors([...written.keys()])
    const compiled = [...written].filter(
      ([path, { runs }]) => runs && !errors.some(({ file }) => file === path),
    )
    return [
      ...problems,
      ...errors.map(
        ({ file, line, text }) => `${written.get(file)?.file ?? file}:${line}: ${text}`,
      ),
      ...(
        await inTurns(compiled, availableParallelism(), ([path, block]) =>
          runBlock(path, block, deadlineMs),
        )
      ).flat(),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Beside the blocks: all packages, and the adapters under the names that a reader gives them. */
function prepare(root: string, folder: string): void {
  linkPackages(root, join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  for (const { short, folder: example, manifest } of packages(root, 'examples'))
    if (existsSync(join(example, 'src/adapter.ts')))
      writeFileSync(join(folder, `sallyport-${short}.ts`), `export * from '${manifest.name}'`)
}

function write(folder: string, { code }: Block, index: number): string {
  const path = join(folder, `block-${index}.ts`)
  writeFileSync(path, code)
  return path
}

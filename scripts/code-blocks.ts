import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import type ts from 'typescript'
import { type Fence, splitMarkdown } from './markdown.ts'
import { nodes, parse } from './syntax.ts'
import { files } from './workspace.ts'

/** A `ts` block of a page or of a source file's TSDoc. */
export interface Block {
  /** Relative to the root. */
  readonly file: string
  /** The line of its fence. */
  readonly line: number
  /** Its code, standing at the line it has in the file. */
  readonly code: string
  readonly runs: boolean
}

/** What was found in one file: its blocks, and what is wrong with their fences. */
interface Found {
  readonly blocks: readonly Block[]
  readonly problems: readonly string[]
}

/** The blocks of all pages and of all packages' TSDoc. */
export function codeBlocks(root: string): Found {
  const pages = files(root, '{README.md,packages/*/README.md,docs/**/*.md}').map((file) =>
    inFences(relative(root, file), splitMarkdown(readFileSync(file, 'utf8')).fences),
  )
  const sources = files(root, 'packages/*/src/**/*.ts').map((file) => inSource(root, file))
  const all = [...pages, ...sources]
  return {
    blocks: all.flatMap(({ blocks }) => blocks),
    problems: all.flatMap(({ problems }) => problems),
  }
}

function inFences(file: string, fences: readonly Fence[]): Found {
  const known = fences.filter(({ info }) => /^ts( no-run \S.*)?$/.test(info))
  return {
    blocks: known.map(({ info, code, line }) => ({
      file,
      line,
      code: '\n'.repeat(line) + code,
      runs: info === 'ts',
    })),
    problems: fences
      .filter(
        (fence) => /^(ts|typescript|js|javascript)\b/.test(fence.info) && !known.includes(fence),
      )
      .map(
        ({ info, line }) => `${file}:${line}: \`\`\`${info}: write ts, or ts no-run and its reason`,
      ),
  }
}

function inSource(root: string, path: string): Found {
  const file = relative(root, path)
  const source = parse(path)
  const comments = [...nodes(source)].flatMap(
    (node) => (node as { jsDoc?: ts.JSDoc[] }).jsDoc ?? [],
  )
  const found = [...new Set(comments)].map((comment): Found => {
    const { line } = source.getLineAndCharacterOfPosition(comment.pos)
    const text = comment.getText(source).replace(/^\s*(\/\*\*|\*\/|\* ?)/gm, '')
    const { fences, prose } = splitMarkdown('\n'.repeat(line) + text)
    const { blocks, problems } = inFences(file, fences)
    return { blocks, problems: [...problems, ...withoutFence(file, prose, fences)] }
  })
  return {
    blocks: found.flatMap(({ blocks }) => blocks),
    problems: found.flatMap(({ problems }) => problems),
  }
}

/** Every `@example` needs a fence before the next tag: what has none is neither compiled nor run. */
function withoutFence(file: string, prose: readonly string[], fences: readonly Fence[]): string[] {
  const tags = prose.flatMap((text, index) =>
    /^\s*@\w+/.test(text) ? [{ text, line: index + 1 }] : [],
  )
  return tags.flatMap(({ text, line }, index) => {
    const end = tags[index + 1]?.line ?? Number.POSITIVE_INFINITY
    const has = fences.some((fence) => fence.line > line && fence.line < end)
    return !/^\s*@example\b/.test(text) || has ? [] : [`${file}:${line}: the @example has no fence`]
  })
}

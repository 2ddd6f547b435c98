// The mistake this prevents: a link that led somewhere until a file was renamed or a heading
// rewritten. Nobody clicks through all pages; a reader finds the dead one, at the moment they need
// it. And a page of the guide that its index does not name is found by nobody.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { anchors, markdownFiles, splitMarkdown } from './markdown.ts'
import { files } from './workspace.ts'

export const title: string = 'links within the repository lead somewhere'

export async function check(root: string): Promise<string[]> {
  const dead = markdownFiles(root).flatMap((file) => {
    const { prose } = splitMarkdown(readFileSync(file, 'utf8'))
    return prose.flatMap((line, index) =>
      targets(line).flatMap((target) => {
        const wrong = problem(root, file, target)
        return wrong === undefined ? [] : [`${relative(root, file)}:${index + 1}: ${wrong}`]
      }),
    )
  })
  return [...dead, ...unlisted(root)]
}

/** Pages of the guide that its index leads nowhere near. */
function unlisted(root: string): string[] {
  const index = join(root, 'docs/guide/README.md')
  const pages = files(root, 'docs/guide/*.md').filter((page) => page !== index)
  const { prose } = splitMarkdown(existsSync(index) ? readFileSync(index, 'utf8') : '')
  const listed = new Set(
    prose.flatMap(targets).map((target) => join(dirname(index), target.split('#', 1)[0] ?? '')),
  )
  return pages
    .filter((page) => !listed.has(page))
    .map((page) => `${relative(root, page)}:1: docs/guide/README.md does not list it`)
}

/** Where a line's links lead: inline ones, images, and definitions. */
function targets(line: string): string[] {
  const text = line.replace(/(`+)[^`].*?\1/g, '')
  const inline = /\]\(\s*<?([^)\s>]+)>?(?:\s+["'(][^)]*)?\)/g
  const definition = /^\s{0,3}\[[^\]]+\]:\s+<?([^\s>]+)>?/g
  return [...text.matchAll(inline), ...text.matchAll(definition)].map(([, target = '']) => target)
}

function problem(root: string, file: string, target: string): string | undefined {
  if (/^(https?:|mailto:)/.test(target)) return undefined
  if (/^([a-z]+:|\/)/i.test(target)) return `'${target}' is no relative path`
  const [path = '', anchor] = decodeURIComponent(target).split('#', 2)
  const found = path === '' ? file : join(dirname(file), path)
  if (relative(root, found).startsWith('..')) return `'${target}' leaves the repository`
  if (!existsSync(found)) return `'${target}' is not there`
  if (anchor === undefined || !/\.md$/.test(found)) return undefined
  const isThere = anchors(splitMarkdown(readFileSync(found, 'utf8')).prose).has(anchor)
  return isThere ? undefined : `'${target}': no heading "#${anchor}" in ${relative(root, found)}`
}

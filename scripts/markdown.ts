import { files } from './workspace.ts'

/** A fenced block: what stands behind the fence's ticks, its text, and the line of its fence. */
export interface Fence {
  readonly info: string
  readonly code: string
  readonly line: number
}

/** The markdown files of the workspace. */
export function markdownFiles(root: string): string[] {
  return files(root, '{**/*.md,**/.*/**/*.md}')
}

/** A markdown text split into its fenced blocks and the lines outside them (blank where fenced). */
export function splitMarkdown(text: string): { fences: Fence[]; prose: string[] } {
  const fences: Fence[] = []
  const prose: string[] = []
  let open:
    | { ticks: string; info: string; line: number; code: string[]; indent: string }
    | undefined
  for (const [index, line] of text.split('\n').entries()) {
    const [, indent = '', ticks = '', info = ''] = /^(\s*)(`{3,}|~{3,})(.*)$/.exec(line) ?? []
    prose.push(open || ticks ? '' : line)
    if (!open && ticks) open = { ticks, info: info.trim(), line: index + 1, code: [], indent }
    else if (open && ticks.startsWith(open.ticks) && info.trim() === '') {
      fences.push({ info: open.info, code: open.code.join('\n'), line: open.line })
      open = undefined
    } else open?.code.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line)
  }
  return { fences, prose }
}

/** The ids that a hosting site gives a file's headings, and those it sets itself. */
export function anchors(prose: readonly string[]): Set<string> {
  const ids = new Set<string>()
  for (const line of prose) {
    for (const [, id = ''] of line.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)) ids.add(id)
    const [, heading] = /^#{1,6}\s+(.*?)(?:\s+#+)?$/.exec(line) ?? []
    if (heading === undefined) continue
    const slug = slugOf(heading)
    let id = slug
    for (let count = 1; ids.has(id); count++) id = `${slug}-${count}`
    ids.add(id)
  }
  return ids
}

function slugOf(heading: string): string {
  return heading
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
    .replace(/\s/g, '-')
}

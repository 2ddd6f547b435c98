import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { unifiedDiff } from '../../src/generate/unified-diff.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-diff-'))
afterAll(() => rmSync(folder, { recursive: true }))

const lines = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd', ''), { maxLength: 30 })
  .map((some) => some.map((line) => `${line}\n`).join(''))

describe('unifiedDiff', () => {
  it('says what diff -u says of small changes', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n'
    const after = before.replace('b\n', 'B\n').replace('k\n', 'k\nK\n')
    expect(unifiedDiff('x.md', before, after).split('\n')).toEqual([
      ...['--- a/x.md', '+++ b/x.md', '@@ -1,5 +1,5 @@', ' a', '-b', '+B', ' c', ' d', ' e'],
      ...['@@ -9,4 +9,5 @@', ' i', ' j', ' k', '+K', ' l', ''],
    ])
    expect(unifiedDiff('x.md', undefined, 'a\n')).toBe(
      '--- /dev/null\n+++ b/x.md\n@@ -0,0 +1 @@\n+a\n',
    )
    expect(unifiedDiff('x.md', 'a\n', 'a\n')).toBe('')
  })

  it('is what git applies, whatever the change', () => {
    execFileSync('git', ['init', '-q'], { cwd: folder })
    const path = join(folder, 'x.md')
    const ending = fc.constantFrom('', 'end')
    fc.assert(
      fc.property(lines, lines, ending, ending, (some, others, one, other) => {
        const [before, after] = [some + one, others + other]
        fc.pre(before !== after && before !== '' && after !== '')
        writeFileSync(path, before)
        execFileSync('git', ['apply', '--unidiff-zero', '--whitespace=nowarn', '-'], {
          cwd: folder,
          input: unifiedDiff('x.md', before, after),
        })
        expect(readFileSync(path, 'utf8')).toBe(after)
      }),
      { numRuns: 60 },
    )
  })
})

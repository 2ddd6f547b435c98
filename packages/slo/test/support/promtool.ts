import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PromtoolTests, toPromtoolTests } from '@sallyport/slo/promtool'
import { type RuleFile, toPrometheusRules, toYaml } from '@sallyport/slo/rules'
import { findService } from '@sallyport-scripts/services'
import type { Slo } from '../../src/index.ts'

/** What promtool says, and whether it is content. */
export interface Verdict {
  readonly isGood: boolean
  readonly said: string
}

async function run(
  args: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<Verdict> {
  const cwd = mkdtempSync(join(tmpdir(), 'sallyport-rules-'))
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text)
    const child = spawn(findService('promtool') as string, [...args], { cwd })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString()
      })
    const [code] = await once(child, 'close')
    return { isGood: code === 0, said }
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}

/** `promtool check rules`. */
export const checkRules = (rules: RuleFile): Promise<Verdict> =>
  run(['check', 'rules', 'rules.yml'], { 'rules.yml': toYaml(rules) })

/** `promtool test rules` of all these tests. */
export function testRules(
  rules: RuleFile,
  tests: readonly Omit<PromtoolTests, 'group_eval_order'>[],
): Promise<Verdict> {
  const files = Object.fromEntries(tests.map((one, index) => [`${index}.test.yml`, toYaml(one)]))
  return run(['test', 'rules', ...Object.keys(files)], { ...files, 'rules.yml': toYaml(rules) })
}

/** The rules of objectives, checked and tested as they come. */
export async function verdicts(slos: readonly Slo[]): Promise<Verdict[]> {
  const rules = toPrometheusRules(slos)
  return [await checkRules(rules), await testRules(rules, toPromtoolTests(slos))]
}

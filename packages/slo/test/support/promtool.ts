import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PromtoolTests, toPromtoolTests } from '@sallyport/slo/promtool'
import { type RuleFile, toPrometheusRules, toYaml } from '@sallyport/slo/rules'
import { findService } from '@sallyport-scripts/services'
import type { Slo } from '../../src/index.ts'
import { atMostAtOnce } from '../../src/prometheus/at-most-at-once.ts'

/** What promtool says, and whether it is content. */
export interface Verdict {
  readonly isGood: boolean
  readonly said: string
}

type Files = Readonly<Record<string, string>>
type Test = Omit<PromtoolTests, 'group_eval_order'>

const twoAtOnce = atMostAtOnce(2)

const run = (args: readonly string[], files: Files): Promise<Verdict> =>
  twoAtOnce(() => running(args, files))

async function running(args: readonly string[], files: Files): Promise<Verdict> {
  const cwd = mkdtempSync(join(tmpdir(), 'sallyport-rules-'))
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text)
    const child = spawn(findService('promtool') as string, [...args], { cwd })
    const said = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const)
      child[name].on('data', (chunk: Buffer) => {
        said[name] += chunk.toString()
      })
    const [code] = await once(child, 'close')
    return { isGood: code === 0, said: said.stdout + said.stderr }
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}

/** `promtool check rules`. */
export function checkRules(...rules: readonly RuleFile[]): Promise<Verdict> {
  const files = Object.fromEntries(rules.map((one, index) => [`${index}.yml`, toYaml(one)]))
  return run(['check', 'rules', ...Object.keys(files)], files)
}

/** `promtool test rules` of all these tests. */
export function testRules(rules: RuleFile, tests: readonly Test[]): Promise<Verdict> {
  const files = Object.fromEntries(tests.map((one, index) => [`${index}.test.yml`, toYaml(one)]))
  return run(['test', 'rules', ...Object.keys(files)], { ...files, 'rules.yml': toYaml(rules) })
}

/** Of each of these rules, whether they pass their test: in one process. What fails, fails by a value. */
export async function pass(
  each: readonly { readonly rules: RuleFile; readonly test: Test }[],
): Promise<boolean[]> {
  if (each.length === 0) return []
  const files = each.map(({ rules, test }, index) => ({
    [`${index}.yml`]: toYaml(rules),
    [`${index}.test.yml`]: toYaml({ ...test, rule_files: [`${index}.yml`] }),
  }))
  const names = each.map((_, index) => `${index}.test.yml`)
  const { said } = await run(['test', 'rules', ...names], Object.assign({}, ...files) as Files)
  const good = [...said.matchAll(/Unit Testing: +(\d+)\.test\.yml\n +SUCCESS/g)].map(([, n]) => n)
  const [, ...failed] = said.split('FAILED:')
  if (failed.length !== each.length - good.length || !failed.every((one) => one.includes('got:')))
    throw new Error(said)
  return each.map((_, index) => good.includes(String(index)))
}

/** The rules of objectives: exact and Sloth's checked, and the exact ones tested. */
export async function verdicts(slos: readonly Slo[]): Promise<Verdict[]> {
  const rules = toPrometheusRules(slos)
  const sloth = toPrometheusRules(slos, { flavour: 'sloth', labels: { cmd: 'ci' } })
  return Promise.all([checkRules(rules, sloth), testRules(rules, toPromtoolTests(slos))])
}

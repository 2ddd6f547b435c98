import {
  type AlertingRule,
  isRecordable,
  type RuleFile,
  toPrometheusRules,
  toYaml,
} from '@sallyport/slo/rules'
import { fromSloth } from '@sallyport/slo/sloth'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { isSameTree, promqlTree } from '../support/promql-tree.ts'
import { missingVectors, vector } from '../support/slo-vectors.ts'

type Rule = Partial<AlertingRule> & { readonly record?: string; readonly expr: string }

const plain = { mode: 'cli-gen-prom', spec: 'prometheus/v1', version: 'dev' }
const resource = { mode: 'cli-gen-k8s', spec: 'sloth.slok.dev/v1', version: 'dev' }
const goldens = [
  ['getting-started', 'getting-started.0', 'myservice', plain],
  ['home-wifi', 'home-wifi.0', 'home-wifi', plain],
  ['kubernetes-apiserver', 'kubernetes-apiserver.0', 'k8s-apiserver', plain],
  ['raw-home-wifi', 'raw-home-wifi.0', 'home-wifi', plain],
  ['multifile', 'multifile.0', 'myservice', plain],
  ['multifile', 'multifile.1', 'myservice2', plain],
  ['k8s-getting-started', 'k8s-getting-started.0', 'myservice', resource],
] as const

const shapeOf = ({ record, alert, labels, annotations, for: after }: Rule): object => ({
  record,
  alert,
  labels,
  annotations,
  after,
})

describe.skipIf(missingVectors('rules as Sloth makes them'))('the flavour sloth', () => {
  it.each(goldens)('makes of %s what Sloth makes: %s', (spec, golden, service, info) => {
    const read = fromSloth(vector('sloth', `${spec}.yml`))
    if (!read.ok) throw new Error(JSON.stringify(read.problems))
    expect(read.notes).toEqual([])
    const slos = read.slos.filter((slo) => slo.service === service && isRecordable(slo))
    const labels = { cmd: 'examplesgen.sh' }
    const made = parse(toYaml(toPrometheusRules(slos, { flavour: 'sloth', labels, info })))
    const theirs = parse(vector('sloth', `${golden}.rules.yml`)) as RuleFile
    const namesOf = ({ groups }: RuleFile): string[] => groups.map(({ name }) => name)
    expect(namesOf(made)).toEqual(namesOf(theirs))
    const rulesOf = ({ groups }: RuleFile): readonly Rule[] => groups.flatMap(({ rules }) => rules)
    expect(rulesOf(made).map(shapeOf)).toEqual(rulesOf(theirs).map(shapeOf))
    for (const [index, { expr }] of rulesOf(theirs).entries()) {
      const [ours, other] = [rulesOf(made)[index]?.expr ?? '', expr].map(promqlTree)
      if (!isSameTree(ours as never, other as never)) expect(ours).toEqual(other)
    }
  })
})

describe('the comparison', () => {
  const isSame = (a: string, b: string): boolean => isSameTree(promqlTree(a), promqlTree(b))

  it('sees what differs, and no more', () => {
    expect(isSame('a > (14.4 * 0.0009999999999999432)', '(a) >\n14.4*0.001')).toBe(true)
    expect(isSame('a > 14.4', 'a > 14.5')).toBe(false)
    expect(isSame('rate(a[5m])', 'rate(a[6m])')).toBe(false)
    expect(isSame('a and b or c', 'a and (b or c)')).toBe(false)
    expect(isSame('a{x="1"}', 'a{x="2"}')).toBe(false)
    expect(isSame('max(a) without (b)', 'max(a) by (b)')).toBe(false)
  })
})

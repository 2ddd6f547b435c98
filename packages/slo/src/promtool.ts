export type { PromtoolCase, PromtoolExpectation, PromtoolTests } from './rules/promtool-test.ts'
export { type PromtoolTestsOptions, toPromtoolTests } from './rules/to-promtool-tests.ts'

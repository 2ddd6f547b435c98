export { type SloMatchers, sloMatchers } from './slo-matchers.ts'

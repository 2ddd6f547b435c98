export {
  type About,
  type CauseDefinition,
  type CauseName,
  explainCauses,
} from './explain/causes.ts'
export type { Difference } from './explain/difference.ts'
export {
  type ExplainedDelivery,
  type ExplainOptions,
  explain,
} from './explain/explain-delivery.ts'
export { explained } from './explain/explained.ts'
export type {
  Cause,
  Determined,
  Explanation,
  Refusal,
  Undetermined,
} from './explain/explanation.ts'
export { readCapture } from './explain/read-capture.ts'

export { hello } from './index.ts'

export { type Connected, connect } from './redis.ts'

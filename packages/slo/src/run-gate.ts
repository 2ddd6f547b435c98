export { type GateIo, runGate } from './gate-command.ts'

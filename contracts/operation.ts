/** What the types of operations and events are called, for those who know the contracts alone. */
export type { EventData, EventDefinition } from '../kit/service/event.ts'
export type { CallInput, Input, Operation, Output } from '../kit/service/operation.ts'

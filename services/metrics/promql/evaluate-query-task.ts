import { serveTask } from '../../../kit/worker-pool/serve-task.ts'
import { evaluateOrder } from './evaluate-query.ts'

serveTask(evaluateOrder)

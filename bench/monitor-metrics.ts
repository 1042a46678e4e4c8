/** Names of what the program says of itself at `/metrics`. */
export const latenessMetric = 'vigie_check_start_lateness_seconds'
export const storedMetric = 'vigie_check_results_total'
export const missedMetric = 'vigie_check_missed_slots_total'

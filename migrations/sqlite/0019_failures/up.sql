-- The failure of a batch or a simulation is a fault: a code, and words in three languages. The texts of before had English only.
UPDATE batches SET failure = json_object('code', 'jobFailed', 'message', json_object('ro', failure, 'en', failure, 'ru', failure))
WHERE failure IS NOT NULL;
UPDATE rule_set_simulations SET failure = json_object('code', 'jobFailed', 'message', json_object('ro', failure, 'en', failure, 'ru', failure))
WHERE failure IS NOT NULL;

-- The failure of a batch or a simulation is a fault: a code, and words in three languages. The texts of before had English only.
UPDATE batches SET failure = json_build_object('code', 'jobFailed', 'message',
    json_build_object('ro', failure, 'en', failure, 'ru', failure))::text
WHERE failure IS NOT NULL;
UPDATE rule_set_simulations SET failure = json_build_object('code', 'jobFailed', 'message',
    json_build_object('ro', failure, 'en', failure, 'ru', failure))::text
WHERE failure IS NOT NULL;

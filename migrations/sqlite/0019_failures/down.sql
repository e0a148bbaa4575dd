UPDATE batches SET failure = json_extract(failure, '$.message.en') WHERE failure IS NOT NULL;
UPDATE rule_set_simulations SET failure = json_extract(failure, '$.message.en') WHERE failure IS NOT NULL;

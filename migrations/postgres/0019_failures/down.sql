UPDATE batches SET failure = failure::json -> 'message' ->> 'en' WHERE failure IS NOT NULL;
UPDATE rule_set_simulations SET failure = failure::json -> 'message' ->> 'en' WHERE failure IS NOT NULL;

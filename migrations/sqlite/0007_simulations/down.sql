DROP TABLE rule_set_simulation_changes;
DROP TABLE rule_set_simulations;

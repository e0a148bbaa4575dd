DROP TABLE employments;
DROP TABLE workers;

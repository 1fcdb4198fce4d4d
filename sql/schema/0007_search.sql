-- Search came with this migration at first; 0013 and those behind it have
-- replaced all of it.

SELECT;

-- Search came with this migration at first; 0011 and those behind it have
-- replaced all of it.

SELECT;
